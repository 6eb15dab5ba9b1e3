// In the contents, marks the section that one reads.
{
  const links = new Map();
  for (const link of document.querySelectorAll('nav.contents a[href^="#"]')) {
    links.set(document.getElementById(decodeURIComponent(link.hash.slice(1))), link);
  }
  const headings = [...links.keys()];
  const nav = document.querySelector("nav.contents");
  let current = null;
  const mark = () => {
    // The last heading above a fifth of the window.
    const line = innerHeight / 5;
    const heading = headings.findLast((one) => one.getBoundingClientRect().top < line) ?? null;
    if (heading === current) return;
    links.get(current)?.removeAttribute("aria-current");
    current = heading;
    const link = links.get(heading);
    if (!link) return;
    link.setAttribute("aria-current", "location");
    if (document.getElementById("supplement")?.contains(heading)) link.closest("details").open = true;
    const { top, bottom } = link.getBoundingClientRect();
    const shown = nav.getBoundingClientRect();
    nav.scrollTop += Math.max(bottom - shown.bottom, 0) + Math.min(top - shown.top, 0);
  };
  // Each time that a heading crosses that line, and no oftener.
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -80% 0px" });
  for (const heading of headings) observer.observe(heading);
}
