// Tables, figures and equations are stops of the Tab key, so that keys can scroll them: only those
// that do scroll.
{
  const observer = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      target.toggleAttribute("tabindex", false);
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    }
  });
  for (const box of document.querySelectorAll('main [tabindex="0"]')) observer.observe(box);
}
