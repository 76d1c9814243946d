// The other end of `Child.ask`: a child process answers questions until its parent goes away.

export const settings = JSON.parse(process.argv[2]);

/** Answers each question by the handler of its `what`; ends the process with the channel. */
export function answer(handlers, onEnd) {
  process.on('message', async ({ id, question }) => {
    const value = await handlers[question.what](question);
    if (process.connected) process.send({ id, value: value ?? null }, () => {});
  });
  const end = async () => {
    await onEnd();
    process.exit(0);
  };
  process.once('disconnect', end);
  process.once('SIGTERM', end);
}
