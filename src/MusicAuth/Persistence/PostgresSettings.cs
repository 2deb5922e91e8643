using System.Data.Common;
using Npgsql;

namespace MusicAuth.Persistence;

/// <summary>The connection that <see cref="DatabaseOptions"/> ask for, with our defaults where they say nothing.</summary>
internal static class PostgresSettings
{
    private const int Seconds = 5;

    // Four replicas fit into the 100 connections that a server gives by default.
    private const int Connections = 24;

    /// <exception cref="ArgumentException">It is no connection string of PostgreSQL.</exception>
    public static NpgsqlConnectionStringBuilder Parse(DatabaseOptions options)
    {
        var parsed = new NpgsqlConnectionStringBuilder
        {
            Timeout = Seconds,
            CommandTimeout = Seconds,
            MaxPoolSize = Connections,
            ApplicationName = "musicauth",
        };
        var given = new DbConnectionStringBuilder { ConnectionString = options.Expand(options.ConnectionString) };
        foreach (string key in given.Keys)
            parsed[key] = given[key];
        return parsed;
    }

    public static NpgsqlConnectionStringBuilder? TryParse(DatabaseOptions options)
    {
        try
        {
            return Parse(options);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException
            or KeyNotFoundException or NotSupportedException)
        {
            return null;
        }
    }

    public static NpgsqlConnectionStringBuilder WithPassword(DatabaseOptions options)
    {
        var parsed = Parse(options);
        if (!string.IsNullOrEmpty(options.Password))
            parsed.Password = options.Password;
        return parsed;
    }

    public static string Describe(DatabaseOptions options)
    {
        var parsed = Parse(options);
        return $"{parsed.Database} on {parsed.Host}:{parsed.Port}";
    }
}
