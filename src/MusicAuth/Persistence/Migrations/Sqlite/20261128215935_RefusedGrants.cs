using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RefusedGrants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "forced_refreshes_at",
                table: "grants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "retried_at",
                table: "grants",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "forced_refreshes_at",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "retried_at",
                table: "grants");
        }
    }
}
