namespace MusicAuth.Tests.Grants.Limits;

public sealed class DeezerRefusalTestsOnPostgres() : DeezerRefusalTests(LongTests.Only(DatabaseKind.Postgres));
