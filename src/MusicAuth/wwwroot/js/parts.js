import { button, el } from "./dom.js";
import { t } from "./i18n.js";
import { showAlert } from "./views/notices.js";

class MissingPart extends Error {}

// A part of the page that the browser loads when the user first needs it.
export function part(load) {
  let loading = null;
  return () => (loading ??= load().catch((cause) => {
    loading = null;
    throw new MissingPart("missing part", { cause });
  }));
}

// Stands in the place of a part until it is loaded.
export const loadingLine = () => el("p", { className: "quiet loading" }, t("page.loading"));

// Makes <details> whose content needs a further module, which is loaded when the user first unfolds one of them.
export function foldedPart(load) {
  const loadModule = part(load);
  let module = null;
  return (summary, testid, contentOf) => {
    const content = () => contentOf(module).flat().filter(Boolean);
    const head = el("summary", {}, summary);
    const node = el("details", { testid }, head, module && content());
    let isFilled = module !== null;
    // If the module does not load, the next unfolding tries again.
    const fill = async () => {
      if (isFilled || !node.open) return;
      isFilled = true;
      const place = loadingLine();
      node.replaceChildren(head, place);
      try {
        module ??= await loadModule();
      } catch (problem) {
        isFilled = false;
        throw Object.assign(problem, { place });
      }
      place.replaceWith(...content());
    };
    if (!isFilled) node.addEventListener("toggle", fill);
    return node;
  };
}

const reloadButton = () => button(t("page.reload"), () => location.reload(), { testid: "reload" });

const missingBox = () => el("div", { className: "banner problem", role: "alert", testid: "missing-part" },
  el("p", {}, t("page.missingPart")), reloadButton());

// Says so in the place of the part, else above the page.
function showMissing(event) {
  const problem = event.reason ?? event.error;
  if (!(problem instanceof MissingPart)) return;
  event.preventDefault();
  const places = problem.place ? [problem.place] : [...document.querySelectorAll("p.loading")];
  const lines = places.filter((line) => line.checkVisibility());
  for (const line of lines) {
    line.parentElement.removeAttribute("aria-busy");
    line.replaceWith(missingBox());
  }
  if (!lines.length) showAlert({ title: t("page.loadFailed"), text: t("page.missingPart"), link: reloadButton() });
}

export function watchParts() {
  addEventListener("unhandledrejection", showMissing);
  addEventListener("error", showMissing);
}
