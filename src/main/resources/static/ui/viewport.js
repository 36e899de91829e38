// @ts-check
/** How high the page really is: with a keyboard on the screen some browsers do not tell the style sheet. */
export function followKeyboard() {
  const view = window.visualViewport;
  view?.addEventListener('resize', () => {
    document.documentElement.style.setProperty('--height', `${view.height * view.scale}px`);
    scrollTo(0, 0);
  });
}
