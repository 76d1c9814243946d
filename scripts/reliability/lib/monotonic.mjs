// A clock that all processes of this host share, in ms: moments taken in different processes can be compared.

export const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;
