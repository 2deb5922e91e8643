// A browser can refuse storage. The page then works, and remembers nothing.
function open(name) {
  try {
    return window[name];
  } catch {
    return null;
  }
}

export const local = open("localStorage");
export const session = open("sessionStorage");
