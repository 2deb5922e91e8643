using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Custody : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "condemned_at",
                table: "grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "retry_at",
                table: "grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "claim_links",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_claim_links", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "refresh_claims",
                columns: table => new
                {
                    grant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    instance_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner = table.Column<Guid>(type: "TEXT", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_claims", x => x.grant_id);
                });

            migrationBuilder.CreateTable(
                name: "refresh_intents",
                columns: table => new
                {
                    grant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    generation = table.Column<long>(type: "INTEGER", nullable: false),
                    token_fingerprint = table.Column<byte[]>(type: "BLOB", nullable: false),
                    instance_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner = table.Column<Guid>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_intents", x => x.grant_id);
                });

            migrationBuilder.CreateTable(
                name: "refresh_pauses",
                columns: table => new
                {
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_pauses", x => x.provider);
                });

            migrationBuilder.CreateIndex(
                name: "ix_grants_condemned",
                table: "grants",
                column: "condemned_at");

            migrationBuilder.CreateIndex(
                name: "ix_grants_retry",
                table: "grants",
                column: "retry_at");

            migrationBuilder.CreateIndex(
                name: "ix_grants_state",
                table: "grants",
                columns: new[] { "provider", "state" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "claim_links");

            migrationBuilder.DropTable(
                name: "refresh_claims");

            migrationBuilder.DropTable(
                name: "refresh_intents");

            migrationBuilder.DropTable(
                name: "refresh_pauses");

            migrationBuilder.DropIndex(
                name: "ix_grants_condemned",
                table: "grants");

            migrationBuilder.DropIndex(
                name: "ix_grants_retry",
                table: "grants");

            migrationBuilder.DropIndex(
                name: "ix_grants_state",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "condemned_at",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "retry_at",
                table: "grants");
        }
    }
}
