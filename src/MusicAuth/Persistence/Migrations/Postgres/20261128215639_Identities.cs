using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Identities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "identity_id",
                table: "sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "display_name",
                table: "identities",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "last_sign_in_at",
                table: "identities",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_sessions_identity",
                table: "sessions",
                column: "identity_id");

            migrationBuilder.AddForeignKey(
                name: "FK_sessions_identities_identity_id",
                table: "sessions",
                column: "identity_id",
                principalTable: "identities",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_sessions_identities_identity_id",
                table: "sessions");

            migrationBuilder.DropIndex(
                name: "ix_sessions_identity",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "identity_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "display_name",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "last_sign_in_at",
                table: "identities");
        }
    }
}
