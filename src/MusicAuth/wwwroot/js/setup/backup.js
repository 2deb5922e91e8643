import { el } from "../dom.js";
import { t } from "../i18n.js";
import { copyField } from "../views/copyField.js";

const command = "docker compose exec musicauth ./MusicAuth backup /data/backups/ --with-key";

// How the owner makes backups.
export function backupCard() {
  return el("details", { className: "card", testid: "backup" },
    el("summary", {}, el("strong", {}, t("backup.title"))),
    el("p", {}, t("backup.now")), copyField(t("backup.command"), command, "backup-command"),
    el("p", {}, t("backup.schedule")),
    el("ul", { className: "settings" }, ["Directory", "Passphrase"].map((name) =>
      el("li", {}, el("code", {}, `Backup__${name}`), `: ${t(`backup.settings.${name}`)}`))),
    el("p", { className: "quiet" }, t("backup.key")));
}
