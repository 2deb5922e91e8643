namespace MusicAuth.Tests.Vault.Rotation;

public sealed class MasterKeyRotationTestsOnPostgres() : MasterKeyRotationTests(LongTests.Only(DatabaseKind.Postgres));
