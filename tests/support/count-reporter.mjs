/** The last line of a run, for people and programs that only want the numbers. */
export default class CountReporter {
  onRunComplete(
    _contexts,
    { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites },
  ) {
    // A file that could not even be loaded is a failure too, though none of its tests were counted.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const line = `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`;
    process.on('exit', () => console.log(`\n${line}`));
  }
}
