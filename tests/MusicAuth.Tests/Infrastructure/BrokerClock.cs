namespace MusicAuth.Tests.Infrastructure;

/// <summary>A clock that advances only when a test advances it.</summary>
public sealed class BrokerClock() : JumpingClock(TimeProvider.System.GetUtcNow());
