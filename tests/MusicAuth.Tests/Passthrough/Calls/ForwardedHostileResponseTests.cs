namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>Without a cache: the broker forwards each call.</summary>
public sealed class ForwardedHostileResponseTests() : HostileResponseTests(cacheSeconds: 0);
