namespace MusicAuth.Tests.Vault.Rotation;

public sealed class MasterKeyRotationTestsOnPostgres() : MasterKeyRotationTests(DatabaseKind.Postgres);
