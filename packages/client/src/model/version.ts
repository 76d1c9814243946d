// Version of the package, told to the servers and shown by the command-line tool.

/** Equal to `version` in package.json; a test compares them. */
export const VERSION = '0.1.0';
