// The parts of the first view that only a signed-in user sees.
export { renderApps } from "./apps/apps.js";
export { connectionParts } from "./views/connection.js";
export { renderTodo } from "./views/todo.js";
