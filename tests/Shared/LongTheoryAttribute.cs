using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace MusicAuth.Tests.Shared;

/// <summary>A theory of <see cref="LongTests"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public LongTheoryAttribute(
        [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = LongTests.Reason;
        SkipType = typeof(LongTests);
        SkipUnless = nameof(LongTests.Run);
    }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => LongTests.Traits;
}
