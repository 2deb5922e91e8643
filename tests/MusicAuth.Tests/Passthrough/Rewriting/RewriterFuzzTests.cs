using System.Buffers;
using System.Globalization;
using System.Text;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Rewriting;

/// <summary>
/// Compares the rewriter with System.Text.Json on documents full of links, tokens and near misses, split everywhere.
/// <c>MUSICAUTH_FUZZ_SECONDS=60</c> runs longer, and <c>MUSICAUTH_FUZZ_SEED</c> repeats a run.
/// </summary>
public sealed class RewriterFuzzTests
{
    private const int Rounds = 300;

    [Fact]
    public void The_rewriter_agrees_with_System_Text_Json_on_every_document()
    {
        var seed = Setting("MUSICAUTH_FUZZ_SEED", Environment.TickCount);
        var length = TimeSpan.FromSeconds(Setting("MUSICAUTH_FUZZ_SECONDS", 0));
        var from = TimeProvider.System.GetTimestamp();
        var round = 0;
        for (; round < Rounds || TimeProvider.System.GetElapsedTime(from) < length; round++)
            Check(unchecked(seed + round));
        TestContext.Current.TestOutputHelper!.WriteLine($"MUSICAUTH_FUZZ_SEED={seed}, {round} documents");
        Console.WriteLine($"The rewriter's fuzz: MUSICAUTH_FUZZ_SEED={seed}, {round} documents");
    }

    private static void Check(int seed)
    {
        var random = new Random(seed);
        var isDeezer = random.Next(2) == 0;
        var oracle = isDeezer
            ? new RewriterOracle("https://api.deezer.com", "http://127.0.0.1:5080/deezer")
            : new RewriterOracle("https://api.spotify.com/v1", "http://127.0.0.1:5080/spotify/v1");
        var document = new FuzzedJson(random, oracle).Document();
        var expected = oracle.Expect(document);

        for (var cut = 0; cut < 4; cut++)
        {
            var rewritten = Rewritten(oracle, Encoding.UTF8.GetBytes(document), cut == 0 ? null : random);
            var because = $"MUSICAUTH_FUZZ_SEED={seed} (cut {cut})\n{document}";
            if (expected is null)
            {
                rewritten.ShouldBeNull(because);
                continue;
            }

            rewritten.ShouldNotBeNull(because);
            rewritten.ShouldNotContain(RewriterOracle.Token, Case.Sensitive, because);
            var values = RewriterOracle.Values(rewritten);
            for (var i = 0; i < Math.Min(values.Count, expected.Count); i++)
                Plain(values[i]).ShouldBe(Plain(expected[i]), because);
            values.Count.ShouldBe(expected.Count, because);
        }
    }

    // Between two removed parameters the split decides whether an ampersand stays. Both addresses are equivalent.
    private static string Plain(string value) => value.Replace("&", "", StringComparison.Ordinal);

    /// <returns>Null if the rewriter refuses the text.</returns>
    private static string? Rewritten(RewriterOracle oracle, byte[] text, Random? random)
    {
        var output = new ArrayBufferWriter<byte>();
        var rewriter = new BodyRewriter(oracle.Links, RewriterOracle.Token, isJson: true);
        try
        {
            if (random is null)
            {
                rewriter.WriteAll(text, output);
                return Encoding.UTF8.GetString(output.WrittenSpan);
            }

            for (var at = 0; at < text.Length;)
            {
                var size = Math.Min(text.Length - at, random.Next(5) == 0 ? random.Next(1, 400) : random.Next(1, 20));
                rewriter.Write(text.AsSpan(at, size), output);
                at += size;
            }

            rewriter.Complete(output);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : otherwise;
}
