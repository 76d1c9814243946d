// The result codes that this server answers with: those of the wire, under the name by which the server's files know it.

export { RESULT } from 'tendril/wire';
