namespace MusicAuth.Tests.Vault.Rotation;

public sealed class MasterKeyRotationTestsOnSqlite() : MasterKeyRotationTests(DatabaseKind.Sqlite);
