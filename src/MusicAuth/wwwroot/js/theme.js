import { local } from "./storage.js";

const storageKey = "musicauth.theme";

export const themes = ["system", "light", "dark"];

export const theme = () => document.documentElement.dataset.theme ?? "system";

export function chooseTheme(name) {
  if (name === "system") {
    local?.removeItem(storageKey);
    delete document.documentElement.dataset.theme;
  } else {
    local?.setItem(storageKey, name);
    document.documentElement.dataset.theme = name;
  }
}

// A sign-out clears the storage of the page; how the page looks is not a matter of the user.
export async function keepingChoices(action) {
  const kept = Object.entries(local ?? {}).filter(([name]) => name.startsWith("musicauth."));
  try {
    return await action();
  } finally {
    for (const [name, value] of kept) local.setItem(name, value);
  }
}
