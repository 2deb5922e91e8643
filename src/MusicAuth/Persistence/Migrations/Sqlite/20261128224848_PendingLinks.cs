using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PendingLinks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "pending_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    account_id = table.Column<string>(type: "TEXT", nullable: true),
                    provider_user_id = table.Column<string>(type: "TEXT", nullable: true),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    scopes = table.Column<string>(type: "TEXT", nullable: false),
                    consented_at = table.Column<long>(type: "INTEGER", nullable: false),
                    access_expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    access_token = table.Column<byte[]>(type: "BLOB", nullable: false),
                    refresh_token = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pending_links", x => x.id);
                    table.ForeignKey(
                        name: "FK_pending_links_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_pending_links_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_pending_links_expires",
                table: "pending_links",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_pending_links_user",
                table: "pending_links",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ux_pending_links_session",
                table: "pending_links",
                column: "session_id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "pending_links");
        }
    }
}
