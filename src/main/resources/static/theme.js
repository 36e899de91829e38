// Runs before the first paint, so that nobody who wants it dark is dazzled.
(function () {
  const stored = localStorage.getItem('agentim.theme');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme =
    stored === 'light' || stored === 'dark' ? stored : dark ? 'dark' : 'light';
})();
