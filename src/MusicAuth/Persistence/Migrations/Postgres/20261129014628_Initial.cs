using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(name: "claim_links",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_claim_links", x => x.hash);
                });
            migrationBuilder.CreateTable(name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false).Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_keys", x => x.id);
                });
            migrationBuilder.CreateTable(name: "meta",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    key_check = table.Column<byte[]>(type: "bytea", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    commits = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_meta", x => x.id);
                });
            migrationBuilder.CreateTable(name: "provider_pauses",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    blocked_since = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    blocked_until = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provider_pauses", x => new { x.provider, x.side, x.client_id });
                });
            migrationBuilder.CreateTable(name: "refresh_claims",
                columns: table => new
                {
                    grant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    lease_until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_claims", x => x.grant_id);
                });
            migrationBuilder.CreateTable(name: "refresh_intents",
                columns: table => new
                {
                    grant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    token_fingerprint = table.Column<byte[]>(type: "bytea", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_intents", x => x.grant_id);
                });
            migrationBuilder.CreateTable(name: "refresh_pauses",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false),
                    until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_pauses", x => x.provider);
                });
            migrationBuilder.CreateTable(name: "spent_states",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    spent_at = table.Column<long>(type: "bigint", nullable: false),
                    by_stranger = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    session_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    location = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_spent_states", x => x.hash);
                });
            migrationBuilder.CreateTable(name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    is_owner = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.id);
                });
            migrationBuilder.CreateTable(name: "activity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    last_at = table.Column<long>(type: "bigint", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    caller_kind = table.Column<string>(type: "text", nullable: true),
                    caller_id = table.Column<string>(type: "text", nullable: true),
                    caller_name = table.Column<string>(type: "text", nullable: true),
                    provider = table.Column<string>(type: "text", nullable: true),
                    data = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    flags = table.Column<int>(type: "integer", nullable: false),
                    merge_key = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_activity", x => x.id);
                    table.ForeignKey(name: "FK_activity_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.SetNull);
                });
            migrationBuilder.CreateTable(name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    providers = table.Column<string[]>(type: "text[]", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    last_used_at = table.Column<long>(type: "bigint", nullable: true),
                    last_used_from = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
                    table.ForeignKey(name: "FK_api_keys_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "grants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    condemned_at = table.Column<long>(type: "bigint", nullable: true),
                    retry_at = table.Column<long>(type: "bigint", nullable: true),
                    retried_at = table.Column<long>(type: "bigint", nullable: true),
                    forced_refreshes_at = table.Column<long[]>(type: "bigint[]", nullable: true),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    authorized_at = table.Column<long>(type: "bigint", nullable: false),
                    access_expires_at = table.Column<long>(type: "bigint", nullable: true),
                    last_refreshed_at = table.Column<long>(type: "bigint", nullable: true),
                    access_token = table.Column<byte[]>(type: "bytea", nullable: false),
                    refresh_token = table.Column<byte[]>(type: "bytea", nullable: true),
                    refresh_fingerprint = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grants", x => x.id);
                    table.ForeignKey(name: "FK_grants_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "identities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: true),
                    provider_user_id = table.Column<string>(type: "text", nullable: true),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    last_sign_in_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identities", x => x.id);
                    table.ForeignKey(name: "FK_identities_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    identity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    last_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    browser = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => x.id);
                    table.ForeignKey(name: "FK_sessions_identities_identity_id", column: x => x.identity_id, principalTable: "identities", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(name: "FK_sessions_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "pending_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: true),
                    provider_user_id = table.Column<string>(type: "text", nullable: true),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    consented_at = table.Column<long>(type: "bigint", nullable: false),
                    access_expires_at = table.Column<long>(type: "bigint", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    access_token = table.Column<byte[]>(type: "bytea", nullable: false),
                    refresh_token = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pending_links", x => x.id);
                    table.ForeignKey(name: "FK_pending_links_sessions_session_id", column: x => x.session_id, principalTable: "sessions", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(name: "FK_pending_links_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateIndex(name: "ix_activity_caller", table: "activity", columns: new[] { "caller_id", "last_at" });
            migrationBuilder.CreateIndex(name: "ix_activity_last_at", table: "activity", column: "last_at");
            migrationBuilder.CreateIndex(name: "ix_activity_user", table: "activity", columns: new[] { "user_id", "last_at" });
            migrationBuilder.CreateIndex(name: "ux_activity_merge", table: "activity", column: "merge_key", unique: true);
            migrationBuilder.CreateIndex(name: "ix_api_keys_user", table: "api_keys", column: "user_id");
            migrationBuilder.CreateIndex(name: "ix_grants_condemned", table: "grants", column: "condemned_at");
            migrationBuilder.CreateIndex(name: "ix_grants_retry", table: "grants", column: "retry_at");
            migrationBuilder.CreateIndex(name: "ix_grants_state", table: "grants", columns: new[] { "provider", "state" });
            migrationBuilder.CreateIndex(name: "ux_grants_user", table: "grants", columns: new[] { "user_id", "provider" }, unique: true);
            migrationBuilder.CreateIndex(name: "IX_identities_user_id", table: "identities", column: "user_id");
            migrationBuilder.CreateIndex(name: "ux_identities_account", table: "identities", columns: new[] { "provider", "account_id" }, unique: true);
            migrationBuilder.CreateIndex(name: "ux_identities_provider_user", table: "identities", columns: new[] { "provider", "provider_user_id" }, unique: true);
            migrationBuilder.CreateIndex(name: "ix_pending_links_expires", table: "pending_links", column: "expires_at");
            migrationBuilder.CreateIndex(name: "ix_pending_links_user", table: "pending_links", column: "user_id");
            migrationBuilder.CreateIndex(name: "ux_pending_links_session", table: "pending_links", column: "session_id", unique: true);
            migrationBuilder.CreateIndex(name: "ix_sessions_identity", table: "sessions", column: "identity_id");
            migrationBuilder.CreateIndex(name: "ix_sessions_user", table: "sessions", column: "user_id");
            migrationBuilder.CreateIndex(name: "ux_sessions_secret", table: "sessions", column: "secret_hash", unique: true);
            migrationBuilder.CreateIndex(name: "ux_users_owner", table: "users", column: "is_owner", unique: true, filter: "is_owner");
        }
        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "activity");
            migrationBuilder.DropTable(name: "api_keys");
            migrationBuilder.DropTable(name: "claim_links");
            migrationBuilder.DropTable(name: "data_protection_keys");
            migrationBuilder.DropTable(name: "grants");
            migrationBuilder.DropTable(name: "meta");
            migrationBuilder.DropTable(name: "pending_links");
            migrationBuilder.DropTable(name: "provider_pauses");
            migrationBuilder.DropTable(name: "refresh_claims");
            migrationBuilder.DropTable(name: "refresh_intents");
            migrationBuilder.DropTable(name: "refresh_pauses");
            migrationBuilder.DropTable(name: "spent_states");
            migrationBuilder.DropTable(name: "sessions");
            migrationBuilder.DropTable(name: "identities");
            migrationBuilder.DropTable(name: "users");
        }
    }
}
