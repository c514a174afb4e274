using System.Runtime.Serialization;
using System.Text;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Data;
using ActorPipeline.Formats.Csv;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Cluster.Tests.Wire;

public class ControlSerializerSpec : TestKit
{
    private readonly ControlSerializer _serializer;

    public ControlSerializerSpec() => _serializer = new((ExtendedActorSystem)Sys);

    public static TheoryData<IControlMessage> Messages { get; } =
    [
        new WorkerProtocol.RequestJob(),
        new WorkerProtocol.ReportDemand(new RunId(7), Guid.NewGuid(), new Uri("http://127.0.0.1:8111"), 5, new(2, TimeSpan.FromSeconds(1)), new(3, default)),
        new WorkerProtocol.EndJob(new RunId(7)),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_comes_as_it_went(IControlMessage message) =>
        Assert.Equal(message, _serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message)));

    [Fact]
    public void A_job_comes_as_it_went()
    {
        var job = new Job(new RunId(7), new CsvFormat((byte)'\t', true, [.. "n/a"u8], 0.1f, [0, 3], -1), 4, 65536, 1 << 20, 8);
        var sent = new WorkerProtocol.AssignJob(job);
        var received = Assert.IsType<WorkerProtocol.AssignJob>(_serializer.FromBinary(_serializer.ToBinary(sent), _serializer.Manifest(sent)));
        Assert.Equivalent(job, received.Job, strict: true);
    }

    [Fact]
    public void Every_message_between_nodes_has_a_name() => Assert.All(
        typeof(IControlMessage).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IControlMessage))),
        type => Assert.NotEmpty(_serializer.Manifest(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type))));

    [Fact]
    public void Nothing_else_can_be_sent() => Assert.Throws<SerializationException>(() => _serializer.Manifest("a text"));

    [Theory]
    [InlineData("System.Diagnostics.Process", "{}")]
    [InlineData("end-job-2", "{}")]
    [InlineData("end-job-1", "{")]
    [InlineData("end-job-1", "null")]
    [InlineData("report-demand-1", """{ "Address": 5 }""")]
    public void What_is_no_message_of_the_list_is_refused(string manifest, string json) =>
        Assert.Throws<SerializationException>(() => _serializer.FromBinary(Encoding.UTF8.GetBytes(json), manifest));

    [Fact]
    public void A_message_that_is_too_long_is_refused() => Assert.Throws<SerializationException>(
        () => _serializer.FromBinary(Encoding.UTF8.GetBytes("{ }" + new string(' ', 100_000)), "request-job-1"));
}
