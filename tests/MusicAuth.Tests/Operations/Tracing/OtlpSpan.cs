using System.Text;

namespace MusicAuth.Tests.Operations.Tracing;

/// <summary>A span in a request of an exporter. Ids are hexadecimal.</summary>
public sealed record OtlpSpan(string Source, string Name, string TraceId, string Id, string ParentId)
{
    // The field numbers of opentelemetry/proto/trace/v1/trace.proto.
    private const int ResourceSpans = 1;
    private const int ScopeSpans = 2;
    private const int Scope = 1;
    private const int ScopeName = 1;
    private const int Spans = 2;
    private const int TraceIdField = 1;
    private const int SpanIdField = 2;
    private const int ParentField = 4;
    private const int NameField = 5;

    public static IEnumerable<OtlpSpan> ReadAll(ReadOnlyMemory<byte> request) =>
        from resource in Fields(request, ResourceSpans)
        from scope in Fields(resource, ScopeSpans)
        let source = Fields(scope, Scope).SelectMany(one => Fields(one, ScopeName)).Select(Text).Single()
        from span in Fields(scope, Spans)
        select new OtlpSpan(
            source, Fields(span, NameField).Select(Text).Single(), Hex(span, TraceIdField), Hex(span, SpanIdField),
            Hex(span, ParentField));

    private static string Text(ReadOnlyMemory<byte> field) => Encoding.UTF8.GetString(field.Span);

    private static string Hex(ReadOnlyMemory<byte> span, int field) =>
        string.Concat(Fields(span, field).Select(value => Convert.ToHexStringLower(value.Span)));

    /// <summary>The fields of a message with this number that have a length: texts, bytes and messages.</summary>
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int wanted)
    {
        List<ReadOnlyMemory<byte>> found = [];
        for (var at = 0; at < message.Length;)
        {
            var tag = ReadNumber(message.Span, ref at);
            var length = (tag & 7) switch
            {
                0 => ReadNumber(message.Span, ref at) * 0,
                1 => 8,
                2 => ReadNumber(message.Span, ref at),
                5 => 4,
                var kind => throw new FormatException($"Protocol Buffers have no wire type {kind}."),
            };
            if (tag >> 3 == wanted)
                found.Add(message.Slice(at, length));
            at += length;
        }

        return found;
    }

    private static int ReadNumber(ReadOnlySpan<byte> message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return (int)number;
        }
    }
}
