import { t, translatePage } from "./i18n.js";

translatePage();
document.title = `${t("notFound.title")} · MusicAuth`;
