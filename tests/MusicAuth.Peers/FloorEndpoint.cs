using Microsoft.Data.Sqlite;

namespace MusicAuth.Peers;

/// <summary>The least that a server on this stack with one SQLite file costs: bare Kestrel and one query.</summary>
internal static class FloorEndpoint
{
    public const string Floor = "floor";

    public static void MapFloor(this WebApplication app)
    {
        var file = Path.Combine(app.Configuration["DataDirectory"]!, "floor.db");
        app.MapGet("/health/ready", async context =>
        {
            await using var connection = new SqliteConnection($"Data Source={file}");
            await connection.OpenAsync(context.RequestAborted);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master";
            await command.ExecuteScalarAsync(context.RequestAborted);
        });
    }
}
