namespace MusicAuth.Tests.Grants.Limits;

public sealed class DeezerRefusalTestsOnPostgres() : DeezerRefusalTests(DatabaseKind.Postgres);
