/** A moment the test decides on: whoever waits for `opened` goes on once somebody says `open`. */
export function aGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
