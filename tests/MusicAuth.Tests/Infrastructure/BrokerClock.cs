namespace MusicAuth.Tests.Infrastructure;

/// <summary>A clock that stands until it is told to go on.</summary>
public sealed class BrokerClock() : JumpingClock(TimeProvider.System.GetUtcNow());
