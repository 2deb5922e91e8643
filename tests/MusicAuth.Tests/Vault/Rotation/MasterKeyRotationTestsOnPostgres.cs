using MusicAuth.Tests.Shared;

namespace MusicAuth.Tests.Vault.Rotation;

public sealed class MasterKeyRotationTestsOnPostgres() : MasterKeyRotationTests(LongTests.Only(DatabaseKind.Postgres));
