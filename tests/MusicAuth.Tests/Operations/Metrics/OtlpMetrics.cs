using System.Text;

namespace MusicAuth.Tests.Operations.Metrics;

/// <summary>
/// The names of the instruments in an <c>ExportMetricsServiceRequest</c>:
/// https://github.com/open-telemetry/opentelemetry-proto
/// </summary>
internal static class OtlpMetrics
{
    private const int ResourceMetrics = 1;
    private const int ScopeMetrics = 2;
    private const int Metrics = 2;
    private const int Name = 1;

    public static IEnumerable<string> NamesIn(byte[] request) =>
        from resource in Fields(request, ResourceMetrics)
        from scope in Fields(resource, ScopeMetrics)
        from metric in Fields(scope, Metrics)
        from name in Fields(metric, Name)
        select Encoding.UTF8.GetString(name);

    // The fields of a protobuf message that have a length. All fields above a name have one.
    private static List<byte[]> Fields(byte[] message, int number)
    {
        List<byte[]> found = [];
        for (var position = 0; position < message.Length;)
        {
            var tag = ReadNumber(message, ref position);
            var length = (tag & 7) switch
            {
                0 => SkipNumber(message, ref position),
                1 => 8,
                2 => (int)ReadNumber(message, ref position),
                5 => 4,
                var other => throw new InvalidDataException($"The wire type {other} is unknown."),
            };
            if ((tag & 7) == 2 && tag >> 3 == (ulong)number)
                found.Add(message[position..(position + length)]);
            position += length;
        }

        return found;
    }

    private static int SkipNumber(byte[] message, ref int position)
    {
        ReadNumber(message, ref position);
        return 0;
    }

    private static ulong ReadNumber(byte[] message, ref int position)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
