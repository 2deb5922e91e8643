namespace MusicAuth.Tests.Providers.Contract;

public sealed class DeezerContractTests(ContractBroker broker) : ProviderContract<DeezerSample>(broker);
