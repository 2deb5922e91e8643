using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MusicAuth.Benchmarks.Reporting;

/// <summary>Prints the tables of a SQLite database that have the most rows, and the bytes of their values.</summary>
internal static class TableSizes
{
    private const int Shown = 5;

    public static void Print(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var table = new MarkdownTable("table", "rows", "bytes of the values");
        foreach (var (name, rows) in Names(connection)
            .Select(name => (name, Rows: Number(connection, $"SELECT count(*) FROM \"{name}\"")))
            .OrderByDescending(size => size.Rows).Take(Shown))
        {
            var columns = Column(connection, $"SELECT name FROM pragma_table_info('{name}')")
                .Select(column => $"coalesce(length(CAST(\"{column}\" AS BLOB)), 0)");
            var bytes = Number(connection, $"SELECT coalesce(sum({string.Join(" + ", columns)}), 0) FROM \"{name}\"");
            table.Add(name, $"{rows:#,0}", $"{bytes:#,0}");
        }

        table.Print("The largest tables at the end");
    }

    private static List<string> Names(SqliteConnection connection) =>
        Column(connection, "SELECT name FROM sqlite_master WHERE type = 'table'");

    private static List<string> Column(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<string> values = [];
        while (reader.Read()) values.Add(reader.GetString(0));
        return values;
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
