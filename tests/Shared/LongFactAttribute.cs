using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace MusicAuth.Tests.Shared;

/// <summary>A fact of <see cref="LongTests"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute, ITraitAttribute
{
    public LongFactAttribute(
        [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = LongTests.Reason;
        SkipType = typeof(LongTests);
        SkipUnless = nameof(LongTests.Run);
    }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => LongTests.Traits;
}
