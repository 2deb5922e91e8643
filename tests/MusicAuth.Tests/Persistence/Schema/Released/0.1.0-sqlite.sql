-- The SQLite schema of MusicAuth 0.1.0, as sqlite_master holds it. Do not change it.
CREATE TABLE "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);
CREATE TABLE "activity" (
    "id" TEXT NOT NULL CONSTRAINT "PK_activity" PRIMARY KEY,
    "user_id" TEXT NULL,
    "kind" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "last_at" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "caller_kind" TEXT NULL,
    "caller_id" TEXT NULL,
    "caller_name" TEXT NULL,
    "provider" TEXT NULL,
    "data" TEXT NULL,
    "address" TEXT NULL,
    "outcome" TEXT NULL,
    "flags" INTEGER NOT NULL,
    "merge_key" BLOB NULL,
    CONSTRAINT "FK_activity_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL CONSTRAINT "PK_api_keys" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BLOB NOT NULL,
    "scopes" TEXT NOT NULL,
    "providers" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "expires_at" INTEGER NULL,
    "last_used_at" INTEGER NULL,
    "last_used_from" TEXT NULL,
    CONSTRAINT "FK_api_keys_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "claim_links" (
    "hash" BLOB NOT NULL CONSTRAINT "PK_claim_links" PRIMARY KEY,
    "ends_at" INTEGER NOT NULL
);
CREATE TABLE "data_protection_keys" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_data_protection_keys" PRIMARY KEY AUTOINCREMENT,
    "friendly_name" TEXT NULL,
    "xml" TEXT NULL
);
CREATE TABLE "grants" (
    "id" TEXT NOT NULL CONSTRAINT "PK_grants" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "display_name" TEXT NULL,
    "scopes" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NULL,
    "condemned_at" INTEGER NULL,
    "retry_at" INTEGER NULL,
    "retried_at" INTEGER NULL,
    "forced_refreshes_at" TEXT NULL,
    "generation" INTEGER NOT NULL,
    "authorized_at" INTEGER NOT NULL,
    "access_expires_at" INTEGER NULL,
    "last_refreshed_at" INTEGER NULL,
    "access_token" BLOB NOT NULL,
    "refresh_token" BLOB NULL,
    "refresh_fingerprint" BLOB NULL,
    CONSTRAINT "FK_grants_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "identities" (
    "id" TEXT NOT NULL CONSTRAINT "PK_identities" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "account_id" TEXT NULL,
    "provider_user_id" TEXT NULL,
    "display_name" TEXT NULL,
    "last_sign_in_at" INTEGER NULL,
    CONSTRAINT "FK_identities_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "meta" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_meta" PRIMARY KEY,
    "instance_id" TEXT NOT NULL,
    "key_id" BLOB NOT NULL,
    "key_check" BLOB NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "commits" INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE "pending_links" (
    "id" TEXT NOT NULL CONSTRAINT "PK_pending_links" PRIMARY KEY,
    "session_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "account_id" TEXT NULL,
    "provider_user_id" TEXT NULL,
    "display_name" TEXT NULL,
    "client_id" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "consented_at" INTEGER NOT NULL,
    "access_expires_at" INTEGER NULL,
    "expires_at" INTEGER NOT NULL,
    "access_token" BLOB NOT NULL,
    "refresh_token" BLOB NULL,
    CONSTRAINT "FK_pending_links_sessions_session_id" FOREIGN KEY ("session_id") REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_pending_links_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "provider_pauses" (
    "provider" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "blocked_since" INTEGER NOT NULL DEFAULT 0,
    "blocked_until" INTEGER NOT NULL,
    "reason" TEXT NULL,
    CONSTRAINT "PK_provider_pauses" PRIMARY KEY ("provider", "side", "client_id")
);
CREATE TABLE "refresh_claims" (
    "grant_id" TEXT NOT NULL CONSTRAINT "PK_refresh_claims" PRIMARY KEY,
    "instance_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "lease_until" INTEGER NOT NULL
);
CREATE TABLE "refresh_intents" (
    "grant_id" TEXT NOT NULL CONSTRAINT "PK_refresh_intents" PRIMARY KEY,
    "generation" INTEGER NOT NULL,
    "token_fingerprint" BLOB NOT NULL,
    "instance_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "started_at" INTEGER NOT NULL
);
CREATE TABLE "refresh_pauses" (
    "provider" TEXT NOT NULL CONSTRAINT "PK_refresh_pauses" PRIMARY KEY,
    "until" INTEGER NOT NULL
);
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL CONSTRAINT "PK_sessions" PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "identity_id" TEXT NULL,
    "secret_hash" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "last_seen_at" INTEGER NOT NULL,
    "browser" TEXT NULL,
    "address" TEXT NULL,
    CONSTRAINT "FK_sessions_identities_identity_id" FOREIGN KEY ("identity_id") REFERENCES "identities" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_sessions_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "spent_states" (
    "hash" BLOB NOT NULL CONSTRAINT "PK_spent_states" PRIMARY KEY,
    "spent_at" INTEGER NOT NULL,
    "by_stranger" INTEGER NOT NULL DEFAULT 0,
    "session_hash" BLOB NULL,
    "location" TEXT NULL
);
CREATE TABLE "users" (
    "id" TEXT NOT NULL CONSTRAINT "PK_users" PRIMARY KEY,
    "display_name" TEXT NULL,
    "is_owner" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL
);
CREATE INDEX "IX_identities_user_id" ON "identities" ("user_id");
CREATE INDEX "ix_activity_caller" ON "activity" ("caller_id", "last_at");
CREATE INDEX "ix_activity_last_at" ON "activity" ("last_at");
CREATE INDEX "ix_activity_user" ON "activity" ("user_id", "last_at");
CREATE INDEX "ix_api_keys_user" ON "api_keys" ("user_id");
CREATE INDEX "ix_grants_condemned" ON "grants" ("condemned_at");
CREATE INDEX "ix_grants_retry" ON "grants" ("retry_at");
CREATE INDEX "ix_grants_state" ON "grants" ("provider", "state");
CREATE INDEX "ix_pending_links_expires" ON "pending_links" ("expires_at");
CREATE INDEX "ix_pending_links_user" ON "pending_links" ("user_id");
CREATE INDEX "ix_sessions_identity" ON "sessions" ("identity_id");
CREATE INDEX "ix_sessions_user" ON "sessions" ("user_id");
CREATE UNIQUE INDEX "ux_activity_merge" ON "activity" ("merge_key");
CREATE UNIQUE INDEX "ux_grants_user" ON "grants" ("user_id", "provider");
CREATE UNIQUE INDEX "ux_identities_account" ON "identities" ("provider", "account_id");
CREATE UNIQUE INDEX "ux_identities_provider_user" ON "identities" ("provider", "provider_user_id");
CREATE UNIQUE INDEX "ux_pending_links_session" ON "pending_links" ("session_id");
CREATE UNIQUE INDEX "ux_sessions_secret" ON "sessions" ("secret_hash");
CREATE UNIQUE INDEX "ux_users_owner" ON "users" ("is_owner") WHERE is_owner;
INSERT INTO "__EFMigrationsHistory" VALUES ('20261129014617_Initial', '10.0.15');
