using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(name: "previous_ends_at", table: "api_keys",
                type: "bigint",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(name: "previous_hash", table: "api_keys",
                type: "bytea",
                nullable: true);
            migrationBuilder.CreateTable(name: "guest_accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: true),
                    provider_user_id = table.Column<string>(type: "text", nullable: true),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    asked_at = table.Column<long>(type: "bigint", nullable: false),
                    admitted_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_guest_accounts", x => x.id);
                });
            migrationBuilder.CreateTable(name: "invitations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invitations", x => x.id);
                    table.ForeignKey(name: "FK_invitations_users_user_id", column: x => x.user_id, principalTable: "users", principalColumn: "id", onDelete: ReferentialAction.Cascade);
                });
            migrationBuilder.CreateIndex(name: "ix_guest_accounts_account", table: "guest_accounts", columns: new[] { "provider", "account_id" });
            migrationBuilder.CreateIndex(name: "ix_guest_accounts_provider_user", table: "guest_accounts", columns: new[] { "provider", "provider_user_id" });
            migrationBuilder.CreateIndex(name: "ix_invitations_user", table: "invitations", column: "user_id");
            migrationBuilder.CreateIndex(name: "ux_invitations_hash", table: "invitations", column: "hash", unique: true);
        }
        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "guest_accounts");
            migrationBuilder.DropTable(name: "invitations");
            migrationBuilder.DropColumn(name: "previous_ends_at", table: "api_keys");
            migrationBuilder.DropColumn(name: "previous_hash", table: "api_keys");
        }
    }
}
