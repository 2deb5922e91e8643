namespace MusicAuth.Persistence;

/// <summary>The state of a database, read without changing it.</summary>
/// <param name="Exists">Whether there is a database with a schema.</param>
/// <param name="Server">The database engine and its version.</param>
/// <param name="Damage">The first findings of the integrity check; empty where the database is sound.</param>
/// <param name="Pending">The migrations of this version that the database does not have.</param>
/// <param name="Unknown">The migrations of the database that this version does not have.</param>
internal sealed record DatabaseDiagnosis(
    bool Exists, string Server, IReadOnlyList<string> Damage, IReadOnlyList<string> Pending,
    IReadOnlyList<string> Unknown);
