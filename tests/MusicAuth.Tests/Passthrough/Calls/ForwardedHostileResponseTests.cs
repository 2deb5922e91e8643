namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>Each call goes on to the provider.</summary>
public sealed class ForwardedHostileResponseTests() : HostileResponseTests(cacheSeconds: 0);
