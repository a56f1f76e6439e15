#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A cluster of two nodes on this one machine, to try batches with Slurm: munge, slurmctld and two slurmd of one's own,
# with all their files in DIR and on ports of their own, beside any Slurm that the machine may serve already. It needs
# no root; its jobs run as whoever starts it. What slurm-here.sh start prints tells sbatch and the like where it is:
#
#	eval "$(slurm-here.sh start /tmp/slurm)"
#	sinfo
#	slurm-here.sh stop /tmp/slurm
#
# kill takes a node (here1 or here2) away with all that runs on it, as a power cut does; revive brings it back.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=slurm-here.sh
usage='slurm-here.sh start|stop DIR, slurm-here.sh kill|revive DIR NODE'
PATH=$PATH:/usr/sbin:/sbin
. "$here/lib.sh"

needs() {
	for command in munged slurmctld slurmd sinfo ps pkill; do
		command -v $command >/dev/null || die "$command is not installed: apt-get install slurm-wlm munge procps"
	done
	case $dir in *[!A-Za-z0-9/._-]*) die "Slurm takes no folder of such a name: $dir" ;; esac
}

# Three ports beside each other that nobody listens on.
free_ports() {
	port=$((20000 + $$ % 10000))
	while grep -qi ":$(printf '%04X' $port) \|:$(printf '%04X' $((port + 1))) \|:$(printf '%04X' $((port + 2))) " \
		/proc/net/tcp /proc/net/tcp6 2>/dev/null; do
		port=$((port + 3))
	done
}

# cred_expire, or a task that is begun again would wait for two minutes; SlurmdTimeout, until a node counts as dead.
write_config() {
	me=$(id -un) host=$(hostname -s) cpus=$(nproc)
	# Jobs are told apart by their parents; where no control groups are mounted (containers), asking for them ends slurmd.
	echo CgroupPlugin=cgroup/v1 >"$dir/cgroup.conf"
	cat >"$dir/slurm.conf" <<END
ClusterName=here
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$me
SlurmdUser=$me
SlurmctldPort=$port
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/%n.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
TCPTimeout=2
MessageTimeout=10
SlurmdTimeout=6
KillWait=5
ReturnToService=2
NodeName=here1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=$cpus
NodeName=here2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=$cpus
PartitionName=here Nodes=here1,here2 Default=YES MaxTime=INFINITE State=UP
END
}

# Both nodes are there; a loaded machine takes its time, and a daemon that ended is not waited for.
await_nodes() {
	for _ in $(seq 600); do
		[ "$(sinfo -h -t idle,alloc,mix -o %D 2>/dev/null)" != 2 ] || return 0
		for daemon in slurmctld here1 here2; do
			[ ! -s "$dir/$daemon.pid" ] || kill -0 "$(cat "$dir/$daemon.pid")" 2>/dev/null || break 2
		done
		sleep 0.2
	done
	tail -q -n 3 "$dir"/*.log "$dir/munged.out" >&2
	return 1
}

daemons() {
	# --force: it may lie where only its owner comes in.
	munged --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" --pid-file="$dir/munged.pid" \
		--log-file="$dir/munged.log" --seed-file="$dir/munged.seed" >"$dir/munged.out" 2>&1 &&
		slurmctld >&2 && slurmd -N here1 >&2 && slurmd -N here2 >&2
}

start() {
	mkdir -p -- "$dir/state" "$dir/here1" "$dir/here2" || exit 3
	whole_path "$dir" && dir=$folder
	needs
	[ ! -e "$dir/slurmctld.pid" ] || die "a cluster runs in $dir; stop it first"
	head -c 1024 /dev/urandom >"$dir/munge.key" || exit 3
	free_ports
	write_config
	SLURM_CONF=$dir/slurm.conf
	export SLURM_CONF
	if ! { daemons && await_nodes; }; then
		stop
		die "the cluster does not come up here; the logs in $dir say why"
	fi
	printf "export SLURM_CONF='%s'\n" "$SLURM_CONF"
}

# The daemon whose number stands in a file, by a signal, until it is gone.
end_daemon() {
	[ -r "$dir/$1.pid" ] || return 0
	number=$(cat "$dir/$1.pid")
	kill "$2" "$number" 2>/dev/null
	for _ in $(seq 600); do
		kill -0 "$number" 2>/dev/null || break
		sleep 0.1
	done
	rm -f "$dir/$1.pid"
}

# A node's jobs with all that they started: the sessions of what has this cluster's and the node's name in its
# environment.
kill_jobs() {
	for process in /proc/[0-9]*; do
		{ tr '\0' '\n' <"$process/environ"; } 2>/dev/null |
			awk -v a="SLURM_CONF=$dir/slurm.conf" -v b="SLURMD_NODENAME=$1" '$0 == a || $0 == b {n++} END {exit n != 2}' &&
			ps -o sid= -p "${process#/proc/}"
	done | sort -u | while read -r session; do
		pkill -KILL -s "$session"
	done
}

stop() {
	for node in here1 here2; do
		end_daemon $node -KILL
		kill_jobs $node
	done
	end_daemon slurmctld -TERM
	end_daemon munged -TERM
}

[ $# -ge 2 ] || wrong_usage "say what to do, and where"
act=$1 dir=$2
whole_path "$dir" && dir=$folder
case $act:$# in
start:2) start ;;
stop:2) stop ;;
kill:3)
	end_daemon "$3" -KILL
	kill_jobs "$3"
	;;
revive:3)
	SLURM_CONF=$dir/slurm.conf
	export SLURM_CONF
	slurmd -N "$3" && await_nodes
	;;
*) wrong_usage "unknown: $act" ;;
esac
