namespace MusicAuth.Tests.Providers.Contract;

public sealed class SpotifyContractTests(ContractBroker broker) : ProviderContract<SpotifySample>(broker);
