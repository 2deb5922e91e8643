using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class NoticesAndSetup : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(name: "previous_ends_at", table: "api_keys",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(name: "previous_hash", table: "api_keys",
                type: "BLOB",
                nullable: true);
            migrationBuilder.CreateTable(name: "calendar_feeds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    secret = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_feeds", x => x.id);
                    table.ForeignKey(name: "FK_calendar_feeds_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "consent_announcements",
                columns: table => new
                {
                    grant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    authorized_at = table.Column<long>(type: "INTEGER", nullable: false),
                    stage = table.Column<string>(type: "TEXT", nullable: false),
                    repetition = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consent_announcements", x => new { x.grant_id, x.authorized_at, x.stage, x.repetition });
                    table.ForeignKey(name: "FK_consent_announcements_grants_grant_id", column: x => x.grant_id, principalTable: "grants", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "guest_accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    account_id = table.Column<string>(type: "TEXT", nullable: true),
                    provider_user_id = table.Column<string>(type: "TEXT", nullable: true),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    admitted_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_guest_accounts", x => x.id);
                });
            migrationBuilder.CreateTable(name: "invitations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invitations", x => x.id);
                    table.ForeignKey(name: "FK_invitations_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "missing_scopes",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    first_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_missing_scopes", x => new { x.user_id, x.provider, x.scope });
                    table.ForeignKey(name: "FK_missing_scopes_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "notice_channels",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_sent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_channels", x => x.id);
                    table.ForeignKey(name: "FK_notice_channels_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "notice_incidents",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_incidents", x => new { x.user_id, x.subject });
                    table.ForeignKey(name: "FK_notice_incidents_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "notices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: false),
                    action_url = table.Column<string>(type: "TEXT", nullable: false),
                    is_urgent = table.Column<bool>(type: "INTEGER", nullable: false),
                    connections = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notices", x => x.id);
                    table.ForeignKey(name: "FK_notices_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateTable(name: "provider_apps",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    client_secret = table.Column<byte[]>(type: "BLOB", nullable: true),
                    generation = table.Column<long>(type: "INTEGER", nullable: false),
                    check = table.Column<string>(type: "TEXT", nullable: false),
                    checked_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provider_apps", x => x.id);
                });
            migrationBuilder.CreateTable(name: "notice_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    notice_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    channel_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: false),
                    leased_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_deliveries", x => x.id);
                    table.ForeignKey(name: "FK_notice_deliveries_notice_channels_channel_id", column: x => x.channel_id, principalTable: "notice_channels", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(name: "FK_notice_deliveries_notices_notice_id", column: x => x.notice_id, principalTable: "notices", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateIndex(name: "ux_calendar_feeds_secret", table: "calendar_feeds", column: "secret_hash", unique: true);
            migrationBuilder.CreateIndex(name: "ux_calendar_feeds_user", table: "calendar_feeds", column: "user_id", unique: true);
            migrationBuilder.CreateIndex(name: "ix_guest_accounts_account", table: "guest_accounts", columns: new[] { "provider", "account_id" });
            migrationBuilder.CreateIndex(name: "ix_guest_accounts_provider_user", table: "guest_accounts", columns: new[] { "provider", "provider_user_id" });
            migrationBuilder.CreateIndex(name: "ix_invitations_user", table: "invitations", column: "user_id");
            migrationBuilder.CreateIndex(name: "ux_invitations_hash", table: "invitations", column: "hash", unique: true);
            migrationBuilder.CreateIndex(name: "ix_notice_channels_user", table: "notice_channels", column: "user_id");
            migrationBuilder.CreateIndex(name: "ix_notice_deliveries_channel", table: "notice_deliveries", column: "channel_id");
            migrationBuilder.CreateIndex(name: "ix_notice_deliveries_due", table: "notice_deliveries", columns: new[] { "state", "next_attempt_at" });
            migrationBuilder.CreateIndex(name: "ux_notice_deliveries_channel", table: "notice_deliveries", columns: new[] { "notice_id", "channel_id" }, unique: true);
            migrationBuilder.CreateIndex(name: "ix_notices_created", table: "notices", column: "created_at");
            migrationBuilder.CreateIndex(name: "ix_notices_user", table: "notices", column: "user_id");
            migrationBuilder.CreateIndex(name: "ux_provider_apps_provider", table: "provider_apps", column: "provider", unique: true);
        }
        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "calendar_feeds");
            migrationBuilder.DropTable(name: "consent_announcements");
            migrationBuilder.DropTable(name: "guest_accounts");
            migrationBuilder.DropTable(name: "invitations");
            migrationBuilder.DropTable(name: "missing_scopes");
            migrationBuilder.DropTable(name: "notice_deliveries");
            migrationBuilder.DropTable(name: "notice_incidents");
            migrationBuilder.DropTable(name: "provider_apps");
            migrationBuilder.DropTable(name: "notice_channels");
            migrationBuilder.DropTable(name: "notices");
            migrationBuilder.DropColumn(name: "previous_ends_at", table: "api_keys");
            migrationBuilder.DropColumn(name: "previous_hash", table: "api_keys");
        }
    }
}
