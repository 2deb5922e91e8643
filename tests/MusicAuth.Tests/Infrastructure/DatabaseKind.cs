namespace MusicAuth.Tests.Infrastructure;

/// <summary>The database of the broker.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}
