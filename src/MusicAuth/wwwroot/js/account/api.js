import { send } from "../api.js";
import { keepingChoices } from "../theme.js";

const part = encodeURIComponent;

// These requests can sign this browser out.
const ending = (path) => keepingChoices(() => send("DELETE", path));

// Users change their account with these requests. The owner lets users in and removes users with them.
export const accountApi = {
  disconnect: (provider, forget = false) =>
    ending(`/me/connections/${part(provider)}${forget ? "?forget=true" : ""}`),
  identities: () => send("GET", "/me/identities"),
  removeIdentity: (id) => ending(`/me/identities/${part(id)}`),
  pendingLink: () => send("GET", "/me/pending-link"),
  answerPendingLink: (accept) => send("POST", "/me/pending-link", { accept }),
  createKey: (key) => send("POST", "/me/keys", key),
  changeKey: (id, change) => send("PATCH", `/me/keys/${part(id)}`, change),
  rotateKey: (id) => send("POST", `/me/keys/${part(id)}/rotate`),
  revokeKey: (id) => send("DELETE", `/me/keys/${part(id)}`),
  sessions: () => send("GET", "/me/sessions"),
  endSession: (id) => ending(`/me/sessions/${part(id)}`),
  endAllSessions: () => ending("/me/sessions"),
  channels: () => send("GET", "/me/channels"),
  addChannel: (channel) => send("POST", "/me/channels", channel),
  testChannel: (id) => send("POST", `/me/channels/${part(id)}/test`),
  removeChannel: (id) => send("DELETE", `/me/channels/${part(id)}`),
  calendar: () => send("GET", "/me/calendar"),
  makeCalendar: () => send("POST", "/me/calendar"),
  removeCalendar: () => send("DELETE", "/me/calendar"),
  deleteMe: () => ending("/me"),
  users: () => send("GET", "/users"),
  removeUser: (id) => send("DELETE", `/users/${part(id)}`),
  requests: () => send("GET", "/users/requests"),
  answerRequest: (id, admit) => send("POST", `/users/requests/${part(id)}`, { admit }),
  invitations: () => send("GET", "/users/invitations"),
  invite: () => send("POST", "/users/invitations"),
  revokeInvitation: (id) => send("DELETE", `/users/invitations/${part(id)}`),
};
