namespace MusicAuth.Tests.Infrastructure;

/// <summary>Where the broker keeps its data.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}
