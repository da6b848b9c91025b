/** Spring's own settings of the log file. */
export const rolling = {
  logback: {
    rollingpolicy: {
      'file-name-pattern': '',
      'max-file-size': 10 * 1024 ** 2,
      'max-history': 7,
      'total-size-cap': 0,
      'clean-history-on-start': false,
    },
  },
};
