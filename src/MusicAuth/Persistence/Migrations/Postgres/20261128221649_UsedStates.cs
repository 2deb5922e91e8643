using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MusicAuth.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class UsedStates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "by_stranger",
                table: "spent_states",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "location",
                table: "spent_states",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "session_hash",
                table: "spent_states",
                type: "bytea",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "by_stranger",
                table: "spent_states");

            migrationBuilder.DropColumn(
                name: "location",
                table: "spent_states");

            migrationBuilder.DropColumn(
                name: "session_hash",
                table: "spent_states");
        }
    }
}
