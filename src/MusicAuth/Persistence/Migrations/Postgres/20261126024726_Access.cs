using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Access : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameIndex(
                name: "IX_sessions_user_id",
                table: "sessions",
                newName: "ix_sessions_user");

            migrationBuilder.AddColumn<string>(
                name: "address",
                table: "sessions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "browser",
                table: "sessions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "commits",
                table: "meta",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "epoch",
                table: "meta",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<byte[]>(
                name: "refresh_fingerprint",
                table: "grants",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "activity",
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
                    table.ForeignKey(
                        name: "FK_activity_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
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
                    table.ForeignKey(
                        name: "FK_api_keys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_activity_caller",
                table: "activity",
                columns: new[] { "caller_id", "last_at" });

            migrationBuilder.CreateIndex(
                name: "ix_activity_last_at",
                table: "activity",
                column: "last_at");

            migrationBuilder.CreateIndex(
                name: "ix_activity_user",
                table: "activity",
                columns: new[] { "user_id", "last_at" });

            migrationBuilder.CreateIndex(
                name: "ux_activity_merge",
                table: "activity",
                column: "merge_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_user",
                table: "api_keys",
                column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activity");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropColumn(
                name: "address",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "browser",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "commits",
                table: "meta");

            migrationBuilder.DropColumn(
                name: "epoch",
                table: "meta");

            migrationBuilder.DropColumn(
                name: "refresh_fingerprint",
                table: "grants");

            migrationBuilder.RenameIndex(
                name: "ix_sessions_user",
                table: "sessions",
                newName: "IX_sessions_user_id");
        }
    }
}
