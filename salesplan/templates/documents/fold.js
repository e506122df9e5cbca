// On a phone, everything after the plan on one page is folded to its headings, which then are the contents.
if (matchMedia("(max-width:40em)").matches) {
  const folds = [...document.querySelectorAll("#summary~section:not(#whatif)")].map(section => {
    const fold = document.createElement("details"), head = document.createElement("summary");
    head.append(section.firstElementChild);
    fold.append(head, ...section.childNodes);
    section.append(fold);
    return fold;
  });
  const open = all => folds.forEach(fold => fold.open ||= all === true || fold.parentNode.id === location.hash.slice(1));
  document.body.className = "folded";
  open();
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => open(true));
}
